{{/*
What is missing or does not go together, of all processes at once: the rules of the code's own declarations, so that an installation is
refused, and not a process that starts. Gives JSON: {problems: […]}.
*/}}
{{- define "calltrail.problems" -}}
{{- $root := . -}}
{{- $facts := include "calltrail.facts" . | fromJson -}}
{{- /* The same problem of several processes is said once: each is kept with the processes that have it. */ -}}
{{- $missing := dict -}}
{{- $wrong := dict -}}
{{- range $process, $processFacts := $facts.processes -}}
{{- if and (ne $processFacts.runs "by-hand") (ne (get $root.Values $process).enabled false) -}}
  {{- $given := include "calltrail.given" (dict "root" $root "process" $process) | fromJson -}}
  {{- range $name, $rules := $processFacts.variables -}}
    {{- $problem := include "calltrail.problemOf" (dict "name" $name "rules" $rules "given" $given) -}}
    {{- if and $problem (not (hasKey $given $name)) -}}
      {{- $_ := set $missing $problem (append (get $missing $problem | default list) $process) -}}
    {{- else if $problem -}}
      {{- $_ := set $wrong $problem (append (get $wrong $problem | default list) $process) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- end -}}
{{- $problems := list -}}
{{- range $problem, $of := $missing -}}
  {{- if eq (len $of) 1 -}}
    {{- $problems = append $problems (printf "%s.%s" (first $of) $problem) -}}
  {{- else -}}
    {{- $problems = append $problems (printf "%s (needed by %s)" $problem (join ", " $of)) -}}
  {{- end -}}
{{- end -}}
{{- range $problem, $of := $wrong -}}
  {{- $problems = append $problems (printf "%s (of %s)" $problem (join ", " $of)) -}}
{{- end -}}
{{- concat $problems (include "calltrail.problemsOfPlaces" . | fromJson).problems | uniq | dict "problems" | toJson -}}
{{- end -}}

{{/*
What is wrong with a variable of a process, as a sentence; nothing, when nothing is. Takes name, rules and given. A sentence about a
variable that is missing begins with its place, to which the process may be added.
*/}}
{{- define "calltrail.problemOf" -}}
{{- $rules := .rules -}}
{{- $given := .given -}}
{{- $it := get $given .name -}}
{{- if not $it -}}
  {{- $kind := ternary "secrets" (ternary "config" "files" (eq $rules.given "text")) (hasPrefix "secret" $rules.given) -}}
  {{- $missing := printf "%s.%s is not given" $kind .name -}}
  {{- if and $rules.required (not (hasKey $given ($rules.givenBy | default ""))) -}}
    {{- printf "%s. %s" $missing $rules.doc -}}
  {{- else if and $rules.requiredWhen (has (get $given ($rules.requiredWhen | default dict).env | default dict).text ($rules.requiredWhen | default dict).is) -}}
    {{- $other := get $given $rules.requiredWhen.env -}}
    {{- printf "%s, and %s=%s needs it. %s" $missing $other.at $other.text $rules.doc -}}
  {{- else if hasKey $given ($rules.requiredWith | default "") -}}
    {{- printf "%s, and %s needs it. %s" $missing (get $given $rules.requiredWith).at $rules.doc -}}
  {{- else if and $rules.requiredWithout (not (hasKey $given ($rules.requiredWithout | default ""))) -}}
    {{- printf "%s, nor is %s, which could stand in for it. %s" $missing $rules.requiredWithout $rules.doc -}}
  {{- end -}}
{{- else if hasKey $given ($rules.excludes | default "") -}}
  {{- printf "%s and %s are both given. Give one of them." $it.at (get $given $rules.excludes).at -}}
{{- else if $rules.onlyWith -}}
  {{- $other := get $given $rules.onlyWith.env | default dict -}}
  {{- /* What is in a Secret cannot be seen. */ -}}
  {{- if and (not (hasKey $other "key")) (not (has $other.text $rules.onlyWith.is)) -}}
    {{- printf "%s is given, but %s is not %s. Give both, or neither." $it.at $rules.onlyWith.env (join " or " $rules.onlyWith.is) -}}
  {{- end -}}
{{- else if hasKey $it "text" -}}
  {{- /* A number in quotes is a text, of which the schema tells only that it is a number. */ -}}
  {{- if and (hasKey $rules "minimum") (lt (int64 $it.text) (int64 $rules.minimum)) -}}
    {{- printf "%s must be at least %d, and is %s." $it.at (int64 $rules.minimum) $it.text -}}
  {{- else if and (hasKey $rules "maximum") (gt (int64 $it.text) (int64 $rules.maximum)) -}}
    {{- printf "%s must be at most %d, and is %s." $it.at (int64 $rules.maximum) $it.text -}}
  {{- end -}}
{{- end -}}
{{- end -}}

{{/* The same of where and how often processes run. */}}
{{- define "calltrail.problemsOfPlaces" -}}
{{- $root := . -}}
{{- $problems := list -}}
{{- $facts := include "calltrail.facts" . | fromJson -}}
{{- $places := dict "" .Values -}}
{{- range $process, $_ := $facts.processes -}}
  {{- $_ := set $places (printf "%s." $process) (get $root.Values $process) -}}
{{- end -}}
{{- range $at, $values := $places -}}
  {{- range $pair := list (list "config" "secrets") (list "config" "files") (list "secrets" "files") -}}
    {{- range $name, $_ := get $values (first $pair) -}}
      {{- if hasKey (get $values (last $pair)) $name -}}
        {{- $problems = append $problems (printf "%s%s.%s and %s%s.%s are both given. Give one of them." $at (first $pair) $name $at (last $pair) $name) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- $ingress := include "calltrail.given" (dict "root" . "process" "ingress") | fromJson -}}
{{- $doors := list -}}
{{- $closed := list -}}
{{- range $facts.doors -}}
  {{- $closed = append $closed (printf "ingress.secrets.%s" .opens) -}}
  {{- if hasKey $ingress .opens }}{{ $doors = append $doors .opens }}{{ end -}}
{{- end -}}
{{- if not $doors -}}
  {{- $problems = append $problems (printf "%s is not given: no event could come in. Give the one whose door Genesys is to use." (join ", nor " $closed | replace ", nor " " or ")) -}}
{{- end -}}
{{- $limit := int64 ((get $ingress "SPOOL_MAX_BYTES" | default dict).text | default $facts.spoolMaxBytes) -}}
{{- $size := .Values.ingress.spool.persistence.size -}}
{{- $bytes := mul (int64 (regexFind "^[0-9]+" $size)) (get (dict "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776) (regexFind "[A-Z]i$" $size)) -}}
{{- /* A file system takes its part, and what was set aside lies beside the spool. */ -}}
{{- if lt (mul $bytes 4) (mul $limit 5) -}}
  {{- $problems = append $problems (printf "ingress.spool.persistence.size must be larger than SPOOL_MAX_BYTES, which is %d bytes, by a quarter (it is %s)." $limit $size) -}}
{{- end -}}
{{- range $process, $processFacts := $facts.processes -}}
{{- if $processFacts.stage -}}
  {{- $autoscaling := (get $root.Values $process).autoscaling -}}
  {{- $given := include "calltrail.given" (dict "root" $root "process" $process) | fromJson -}}
  {{- if and $autoscaling.enabled (gt (int $autoscaling.minReplicas) (int $autoscaling.maxReplicas)) -}}
    {{- $problems = append $problems (printf "%s.autoscaling.minReplicas must be at most maxReplicas, which is %d (it is %d)." $process (int $autoscaling.maxReplicas) (int $autoscaling.minReplicas)) -}}
  {{- end -}}
  {{- range $name := list "KAFKA_BROKERS" "KAFKA_SECURITY_PROTOCOL" "KAFKA_SASL_MECHANISM" -}}
    {{- $it := get $given $name | default dict -}}
    {{- if and $autoscaling.enabled (hasKey $it "key") -}}
      {{- $problems = append $problems (printf "%s is given, but config.%s must be where %s.autoscaling.enabled is true: KEDA takes it as text." $it.at $name $process) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- end -}}
{{- range $name, $it := .Values.networkPolicy.enabled | ternary (dict "kafka" "Kafka" "registry" "the registry" "tracing" "the trace back-end") dict -}}
  {{- range (include "calltrail.reached" (dict "root" $root "name" $name) | fromJson).unseen -}}
    {{- $problems = append $problems (printf "networkPolicy.%s.ports is empty, and %s names no port as text: no pod would reach %s. Give the ports there." $name . $it) -}}
  {{- end -}}
{{- end -}}
{{- if and (or .Values.webhook.ingress.enabled .Values.webhook.httpRoute.enabled) (not .Values.webhook.hosts) -}}
  {{- $problems = append $problems "webhook.hosts is empty: a route needs the host names that Genesys calls." -}}
{{- end -}}
{{- if and .Values.webhook.httpRoute.enabled (not .Values.webhook.httpRoute.parentRefs) -}}
  {{- $problems = append $problems "webhook.httpRoute.parentRefs is empty: a route needs the gateway that it belongs to." -}}
{{- end -}}
{{- dict "problems" $problems | toJson -}}
{{- end -}}
