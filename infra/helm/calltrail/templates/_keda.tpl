{{/* How KEDA speaks to Kafka. Takes root and process. */}}
{{- define "calltrail.kafkaSecurity" -}}
{{- $protocol := include "calltrail.textOf" (merge (dict "name" "KAFKA_SECURITY_PROTOCOL") .) -}}
{{- $mechanism := include "calltrail.textOf" (merge (dict "name" "KAFKA_SASL_MECHANISM") .) -}}
tls: {{ ternary "enable" "disable" (has $protocol (list "SSL" "SASL_SSL")) }}
{{- with get (dict "PLAIN" "plaintext" "SCRAM-SHA-256" "scram_sha256" "SCRAM-SHA-512" "scram_sha512" "OAUTHBEARER" "oauthbearer") $mechanism }}
sasl: {{ . }}
{{- end }}
{{- end -}}

{{/*
Where KEDA finds what the process itself logs in with, as a TriggerAuthentication has it; nothing, where there is no login. Takes root
and process.
*/}}
{{- define "calltrail.kafkaLogin" -}}
{{- $given := include "calltrail.given" . | fromJson -}}
{{- $process := .process -}}
{{- $kinds := dict "env" list "secretTargetRef" list "configMapTargetRef" list -}}
{{- range $name, $parameter := dict
  "KAFKA_SASL_USERNAME" "username"
  "KAFKA_SASL_PASSWORD" "password"
  "KAFKA_OAUTH_CLIENT_ID" "username"
  "KAFKA_OAUTH_CLIENT_SECRET" "password"
  "KAFKA_OAUTH_TOKEN_URL" "oauthTokenEndpointUri"
  "KAFKA_OAUTH_SCOPE" "scopes"
  "KAFKA_TLS_CA" "ca"
  "KAFKA_TLS_CERTIFICATE" "cert"
  "KAFKA_TLS_KEY" "key"
  "KAFKA_TLS_KEY_PASSPHRASE" "keyPassword" -}}
  {{- with get $given $name -}}
    {{- if hasKey . "text" -}}
      {{- $_ := set $kinds "env" (append $kinds.env (dict "parameter" $parameter "name" $name "containerName" $process)) -}}
    {{- else if hasKey . "secretName" -}}
      {{- $_ := set $kinds "secretTargetRef" (append $kinds.secretTargetRef (dict "parameter" $parameter "name" .secretName "key" .key)) -}}
    {{- else -}}
      {{- $_ := set $kinds "configMapTargetRef" (append $kinds.configMapTargetRef (dict "parameter" $parameter "name" .configMapName "key" .key)) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- range $kind, $parameters := $kinds }}
{{- with $parameters }}
{{ $kind }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}
