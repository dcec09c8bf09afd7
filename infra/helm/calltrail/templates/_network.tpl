{{/* An egress rule; none without ports, for that would let everything through. Takes to, ports and protocols. */}}
{{- define "calltrail.egressTo" -}}
{{- if .ports -}}
- ports:
    {{- range $port := .ports }}
    {{- range $.protocols | default (list "TCP") }}
    - { port: {{ $port }}, protocol: {{ . }} }
    {{- end }}
    {{- end }}
  {{- with .to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
{{- end -}}

{{/* What every process may reach. Takes root. */}}
{{- define "calltrail.egress" -}}
{{- $policy := .root.Values.networkPolicy -}}
{{ include "calltrail.egressTo" (merge (dict "protocols" (list "UDP" "TCP")) $policy.dns) }}
{{- range $name := list "kafka" "registry" "tracing" }}
{{ include "calltrail.egressTo" (dict "to" (get $policy $name).to "ports" (include "calltrail.reached" (dict "root" $.root "name" $name) | fromJson).ports) }}
{{- end }}
{{- end -}}

{{/* How vendors are reached, by who asks them. Takes root. */}}
{{- define "calltrail.egressToVendors" -}}
{{ include "calltrail.egressTo" (dict "to" .root.Values.networkPolicy.vendors.to "ports" (include "calltrail.reached" (dict "root" .root "name" "vendors") | fromJson).ports) }}
{{- end -}}
