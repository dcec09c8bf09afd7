{{/*
The ports that the processes of the release reach something at, as JSON: {ports: […]}. Takes root and name, a part of
`networkPolicy`: what stands there, or else what their own addresses say.
*/}}
{{- define "calltrail.portsTo" -}}
{{- $root := .root -}}
{{- $ports := (get $root.Values.networkPolicy .name).ports | default list -}}
{{- if not $ports -}}
  {{- $variables := get (dict
    "kafka" (list "KAFKA_BROKERS")
    "registry" (list "SCHEMA_REGISTRY_URL")
    "tracing" (list "OTEL_EXPORTER_OTLP_ENDPOINT" "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" "OTEL_EXPORTER_ZIPKIN_ENDPOINT")) .name -}}
  {{- range $process := list "ingress" "enricher" "sink" "monitor" "provision" "console" -}}
    {{- $given := include "calltrail.given" (dict "root" $root "process" $process) | fromJson -}}
    {{- range $variable := $variables -}}
      {{- range $address := splitList "," ((get $given $variable | default dict).text | default "") -}}
        {{- with include "calltrail.portOf" (trim $address) -}}
          {{- $ports = append $ports (int .) -}}
        {{- end -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- dict "ports" (uniq $ports) | toJson -}}
{{- end -}}

{{/* The port of `host:port` or of an address; nothing, where there is neither. */}}
{{- define "calltrail.portOf" -}}
{{- $host := regexReplaceAll "^[a-z]+://|[/?#].*$" . "" -}}
{{- $port := regexFind ":[0-9]+$" $host | trimPrefix ":" -}}
{{- if $port -}}{{ $port }}
{{- else if hasPrefix "https://" . -}}443
{{- else if hasPrefix "http://" . -}}80
{{- end -}}
{{- end -}}
