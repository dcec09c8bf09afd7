{{/* What the names of all objects begin with: the release's name, with the chart's where it is not in it. */}}
{{- define "calltrail.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* The name of an object of a process. Takes root and process. */}}
{{- define "calltrail.name" -}}
{{- printf "%s-%s" (include "calltrail.fullname" .root) .process -}}
{{- end -}}

{{/* Where a service's pods answer for their health. The ingress's other name is where webhooks go. Takes root and process. */}}
{{- define "calltrail.healthService" -}}
{{- include "calltrail.name" . }}{{ if eq .process "ingress" }}-pods{{ end }}
{{- end -}}

{{/* By what the pods of this release are found. */}}
{{- define "calltrail.releaseLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* By what the pods of a process are found. Takes root and process. */}}
{{- define "calltrail.selectorLabels" -}}
{{ include "calltrail.releaseLabels" .root }}
app.kubernetes.io/component: {{ .process }}
{{- end -}}

{{/* Of an object that belongs to no process. */}}
{{- define "calltrail.labels" -}}
{{ include "calltrail.releaseLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: calltrail
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{/* Of an object of a process. Takes root and process. */}}
{{- define "calltrail.processLabels" -}}
{{ include "calltrail.labels" .root }}
app.kubernetes.io/component: {{ .process }}
{{- end -}}

{{/* Takes root and process. A digest says more than a tag. */}}
{{- define "calltrail.image" -}}
{{- $image := .root.Values.image -}}
{{- $digest := (get .root.Values .process).image.digest -}}
{{- with $image.registry }}{{ trimSuffix "/" . }}/{{ end -}}
{{- $image.repository }}/{{ .process -}}
{{- if $digest }}@{{ $digest }}{{ else }}:{{ default .root.Chart.AppVersion $image.tag }}{{ end -}}
{{- end -}}
