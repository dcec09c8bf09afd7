{{/*
How the processes of the release reach something, as JSON: {ports, processes, unseen}. The ports are what `networkPolicy` says, or else
what the processes' own addresses say; those of vendors are both. Processes are those that have such an address, and unseen is where one
was given whose port cannot be read here. A region of Genesys stands for addresses at 443. Takes root and name, a part of `networkPolicy`.
*/}}
{{- define "calltrail.reached" -}}
{{- $root := .root -}}
{{- $variables := get (dict
  "kafka" (list "KAFKA_BROKERS")
  "registry" (list "SCHEMA_REGISTRY_URL")
  "tracing" (list "OTEL_EXPORTER_OTLP_ENDPOINT" "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" "OTEL_EXPORTER_ZIPKIN_ENDPOINT")
  "vendors" (list "GENESYS_REGION" "KAFKA_OAUTH_TOKEN_URL" "SALESFORCE_LOGIN_URL" "GENESYS_API_URL" "GENESYS_LOGIN_URL")) .name -}}
{{- $found := list -}}
{{- $processes := list -}}
{{- $unseen := list -}}
{{- range $process, $_ := (include "calltrail.facts" $root | fromJson).processes -}}
{{- if ne (get $root.Values $process).enabled false -}}
  {{- $given := include "calltrail.given" (dict "root" $root "process" $process) | fromJson -}}
  {{- range $variable := $variables -}}
  {{- with get $given $variable -}}
    {{- $it := . -}}
    {{- $processes = append $processes $process -}}
    {{- if not (hasKey $it "text") }}{{ $unseen = append $unseen $it.at }}{{ end -}}
    {{- range $address := splitList "," ($it.text | default "") | compact -}}
      {{- with include "calltrail.portOf" (trim $address) -}}
        {{- $found = append $found (int .) -}}
      {{- else -}}
        {{- $unseen = append $unseen $it.at -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- end -}}
{{- end -}}
{{- end -}}
{{- $said := list -}}
{{- range (get $root.Values.networkPolicy .name).ports }}{{ $said = append $said (int .) }}{{ end -}}
{{- $ports := ternary (concat $said $found) ($said | default $found) (eq .name "vendors") -}}
{{- dict "ports" (uniq $ports) "processes" (uniq $processes) "unseen" (ternary list (uniq $unseen) (not (empty $said))) | toJson -}}
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
