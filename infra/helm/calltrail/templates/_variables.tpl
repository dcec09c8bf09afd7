{{/*
What the code declares: ports, topics, and the variables of each process. Written by `npm run generate`.
*/}}
{{- define "calltrail.facts" -}}
{{- .Files.Get "files/facts.json" -}}
{{- end -}}

{{/*
A value of YAML as the text of a variable. Numbers come as floating point, which would be written as 2.592e+08.
*/}}
{{- define "calltrail.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}{{- int64 . -}}{{- else -}}{{- toString . -}}{{- end -}}
{{- end -}}

{{/* A text that is to arrive as it is: Kubernetes puts variables in the place of $(…), and makes one dollar sign of two. */}}
{{- define "calltrail.literally" -}}
{{- replace "$" "$$" . -}}
{{- end -}}

{{/*
What is given to a process, by variable, as JSON: {text} or {secretName, key} or {configMapName, key}, and `at`, where it was given.
The process's own goes before what all are given. Takes root and process.
*/}}
{{- define "calltrail.given" -}}
{{- $process := .process -}}
{{- $known := (get (include "calltrail.facts" .root | fromJson).processes $process).variables -}}
{{- $given := dict -}}
{{- range $at, $values := dict "" .root.Values (printf "%s." $process) (get .root.Values $process) -}}
  {{- range $name, $value := $values.config -}}
    {{- if and (hasKey $known $name) (not (kindIs "invalid" $value)) -}}
      {{- $_ := set $given $name (dict "text" (include "calltrail.text" $value) "at" (printf "%sconfig.%s" $at $name)) -}}
    {{- end -}}
  {{- end -}}
  {{- range $kind := list "secrets" "files" -}}
    {{- range $name, $reference := get $values $kind -}}
      {{- if and (hasKey $known $name) (not (kindIs "invalid" $reference)) -}}
        {{- $_ := set $given $name (merge (dict "at" (printf "%s%s.%s" $at $kind $name)) $reference) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- $given | toJson -}}
{{- end -}}

{{/* The text of a variable of a process, or nothing. Takes root, process and name. */}}
{{- define "calltrail.textOf" -}}
{{- (get (include "calltrail.given" . | fromJson) .name | default dict).text -}}
{{- end -}}

{{/*
The environment of a process: what is given, and what the chart itself sets. Takes root and process.
*/}}
{{- define "calltrail.env" -}}
{{- $root := .root -}}
{{- $process := .process -}}
{{- $facts := include "calltrail.facts" $root | fromJson -}}
{{- $processFacts := get $facts.processes $process -}}
{{- $given := include "calltrail.given" . | fromJson -}}
{{- $attributes := (get $given "OTEL_RESOURCE_ATTRIBUTES" | default dict).text | default "" -}}
{{- if eq $processFacts.runs "always" }}
- { name: HEALTH_HOST, value: {{ $root.Values.listenAddress | quote }} }
- { name: HEALTH_PORT, value: {{ $facts.healthPort | quote }} }
- { name: K8S_POD, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
- { name: K8S_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }
- name: OTEL_RESOURCE_ATTRIBUTES
  value: {{ printf "k8s.pod.name=$(K8S_POD),k8s.namespace.name=$(K8S_NAMESPACE)%s" (ternary (printf ",%s" (include "calltrail.literally" $attributes)) "" (not (empty $attributes))) | quote }}
{{- end }}
{{- if eq $process "ingress" }}
- { name: HOST, value: {{ $root.Values.listenAddress | quote }} }
- { name: PORT, value: {{ $facts.webhookPort | quote }} }
- { name: SPOOL_DIRECTORY, value: {{ $facts.spoolDirectory }} }
{{- end }}
{{- if and (eq $process "console") (not (hasKey $given "INGRESS_URL")) }}
- { name: INGRESS_URL, value: {{ printf "http://%s:%v" (include "calltrail.name" (dict "root" $root "process" "ingress")) $root.Values.webhook.service.port | quote }} }
{{- end }}
{{- range $name, $value := omit $given "OTEL_RESOURCE_ATTRIBUTES" }}
{{- $how := (get $processFacts.variables $name).given }}
{{- if hasKey $value "text" }}
- name: {{ $name }}
  value: {{ include "calltrail.literally" $value.text | quote }}
{{- else if eq $how "secret-variable" }}
- name: {{ $name }}
  valueFrom: { secretKeyRef: { name: {{ $value.secretName | quote }}, key: {{ $value.key | quote }} } }
{{- else }}
- name: {{ $name }}{{ if ne $how "path" }}_FILE{{ end }}
  value: /etc/calltrail/{{ $name }}
{{- end }}
{{- end }}
{{- end -}}

{{/* The sources of the volume that holds a process's secrets and files; nothing, where it has none. Takes root and process. */}}
{{- define "calltrail.mounted" -}}
{{- $known := (get (include "calltrail.facts" .root | fromJson).processes .process).variables -}}
{{- range $name, $value := include "calltrail.given" . | fromJson }}
{{- if and (not (hasKey $value "text")) (ne (get $known $name).given "secret-variable") }}
- {{ ternary "secret" "configMap" (hasKey $value "secretName") }}:
    name: {{ $value.secretName | default $value.configMapName | quote }}
    items: [{ key: {{ $value.key | quote }}, path: {{ $name }} }]
{{- end }}
{{- end }}
{{- end -}}
