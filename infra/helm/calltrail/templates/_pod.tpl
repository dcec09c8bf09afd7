{{/*
Metadata and specification of a pod of a process. Takes root and process, and may take restartPolicy, and the command where it is not
the image's.
*/}}
{{- define "calltrail.pod" -}}
{{- $root := .root -}}
{{- $values := get $root.Values .process -}}
{{- $facts := include "calltrail.facts" $root | fromJson -}}
{{- $runs := (get $facts.processes .process).runs -}}
{{- $mounted := include "calltrail.mounted" . | trim -}}
{{- $preStopSeconds := $values.preStopSeconds | default 0 | int -}}
metadata:
  labels:
    {{- include "calltrail.processLabels" . | nindent 4 }}
    {{- if eq $runs "always" }}
    calltrail-health: 'true'
    {{- end }}
    {{- with merge (dict) $values.podLabels $root.Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    kubectl.kubernetes.io/default-container: {{ .process }}
    {{- with merge (dict) $values.podAnnotations $root.Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  {{- with $root.Values.serviceAccountName }}
  serviceAccountName: {{ . }}
  {{- end }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with $root.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .restartPolicy }}
  restartPolicy: {{ . }}
  {{- end }}
  {{- /* Longer than the code takes at most: whoever is killed leaves a group that has to notice, and spans that are not sent. */}}
  terminationGracePeriodSeconds: {{ add $facts.stopSeconds $preStopSeconds 5 }}
  securityContext:
    runAsNonRoot: true
    runAsUser: {{ $facts.userId }}
    runAsGroup: {{ $facts.userId }}
    fsGroup: {{ $facts.userId }}
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile: { type: RuntimeDefault }
  containers:
    - name: {{ .process }}
      image: {{ include "calltrail.image" . }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      {{- with .command }}
      command: {{ toJson . }}
      {{- end }}
      env:
        {{- include "calltrail.env" . | trim | nindent 8 }}
      {{- if eq $runs "always" }}
      ports:
        - { name: health, containerPort: {{ $facts.healthPort }} }
        {{- if eq .process "ingress" }}
        - { name: webhook, containerPort: {{ $facts.webhookPort }} }
        {{- end }}
      {{- if $preStopSeconds }}
      # Until everybody who routes has noticed that it ends, it takes calls.
      lifecycle: { preStop: { sleep: { seconds: {{ $preStopSeconds }} } } }
      {{- end }}
      {{- include "calltrail.probes" . | nindent 6 }}
      {{- end }}
      resources:
        {{- toYaml $values.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      volumeMounts:
        - { name: tmp, mountPath: /tmp }
        {{- if $mounted }}
        - { name: given, mountPath: /etc/calltrail, readOnly: true }
        {{- end }}
        {{- if eq .process "ingress" }}
        - { name: spool, mountPath: {{ dir $facts.spoolDirectory }} }
        {{- end }}
  volumes:
    - name: tmp
      emptyDir: { sizeLimit: 64Mi }
    {{- with $mounted }}
    - name: given
      projected:
        defaultMode: 0440
        sources:
          {{- . | nindent 10 }}
    {{- end }}
    {{- if and (eq .process "ingress") (not $values.spool.persistence.enabled) }}
    - name: spool
      emptyDir: { sizeLimit: {{ $values.spool.persistence.size }} }
    {{- end }}
  {{- include "calltrail.scheduling" . | trim | nindent 2 }}
{{- end -}}

{{/*
A service that starts joins its group before it answers, which a rebalance may hold up. Once it runs, /health/live tells whether it is
stuck, and asks nobody.
*/}}
{{- define "calltrail.probes" -}}
startupProbe:
  httpGet: { path: /health/live, port: health }
  periodSeconds: 2
  timeoutSeconds: 5
  failureThreshold: 90
livenessProbe:
  httpGet: { path: /health/live, port: health }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  httpGet: { path: /health/ready, port: health }
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end -}}

{{/* Where pods run. Takes root and process, and may take alone, which says that there is one of it. */}}
{{- define "calltrail.scheduling" -}}
{{- $root := .root -}}
{{- $values := get $root.Values .process -}}
{{- with $values.nodeSelector | default $root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations | default $root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity | default $root.Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.priorityClassName | default $root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- if and (not .alone) $root.Values.topologySpread.enabled (hasKey $values "replicas") }}
topologySpreadConstraints:
  {{- range $topology := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - topologyKey: {{ $topology }}
    maxSkew: 1
    whenUnsatisfiable: {{ $root.Values.topologySpread.whenUnsatisfiable }}
    labelSelector:
      matchLabels:
        {{- include "calltrail.selectorLabels" $ | nindent 8 }}
  {{- end }}
{{- end }}
{{- end -}}
