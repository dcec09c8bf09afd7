{{/* An egress rule. Takes to and ports. */}}
{{- define "calltrail.egressTo" -}}
- ports:
    {{- range .ports }}
    - { port: {{ . }}, protocol: TCP }
    {{- end }}
  {{- with .to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* What every process may reach. Takes root and vendors, whether those are among it. */}}
{{- define "calltrail.egress" -}}
{{- $policy := .root.Values.networkPolicy -}}
- ports:
    {{- range $policy.dns.ports }}
    - { port: {{ . }}, protocol: UDP }
    - { port: {{ . }}, protocol: TCP }
    {{- end }}
  {{- with $policy.dns.to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- range $name := list "kafka" "registry" "tracing" }}
{{- with (include "calltrail.portsTo" (dict "root" $.root "name" $name) | fromJson).ports }}
{{ include "calltrail.egressTo" (dict "to" (get $policy $name).to "ports" .) }}
{{- end }}
{{- end }}
{{ include "calltrail.egressTo" $policy.vendors }}
{{- end -}}
