{{/*
Recording rules and burn-rate alerts of one objective:
dict "root" $ "objective" "Availability" "record" "service:http_errors:ratio" "percent" 99.9 "ratio" <PromQL with WINDOW> "says" <what is too often>.

Two windows each (Google SRE workbook, chapter 5): the long one says that it matters, the short one that it is still so.
A budget of 30 days burns 14.4 times too fast: 2 % of it in an hour; 6 times: 5 % in six hours; 3 times: 10 % in a day; once: 10 % in three days.
*/}}
{{- define "library.objective" -}}
{{- $record := .record -}}
{{- $ratio := .ratio -}}
{{- $root := .root -}}
{{- range list "5m" "30m" "1h" "2h" "6h" "1d" "3d" }}
- record: {{ printf "%s_rate%s" $record . }}
  expr: |-
    {{- $ratio | replace "WINDOW" . | trim | nindent 4 }}
  labels:
    {{- include "library.ruleLabels" $root | nindent 4 }}
{{- end }}
{{- $budget := subf 100 .percent | toString -}}
{{- include "library.burnRate" (dict "of" . "speed" "Fast" "severity" "critical" "budget" $budget "pairs" (list (list "1h" "5m" "14.4") (list "6h" "30m" "6")) "in" "hours") }}
{{- include "library.burnRate" (dict "of" . "speed" "Slowly" "severity" "warning" "budget" $budget "pairs" (list (list "1d" "2h" "3") (list "3d" "6h" "1")) "in" "days") }}
{{- end -}}

{{- define "library.burnRate" -}}
{{- $of := .of -}}
{{- $name := include "library.name" $of.root -}}
{{- $namespace := $of.root.Release.Namespace -}}
{{- $selector := printf "{namespace=%q, service=%q}" $namespace $name -}}
{{- $budget := .budget }}
- alert: {{ printf "%sBudgetBurns%s" $of.objective .speed }}
  expr: |-
    {{- range $index, $pair := .pairs }}
    {{- if $index }}
    or
    {{- end }}
    (
      {{ $of.record }}_rate{{ index $pair 0 }}{{ $selector }} > {{ index $pair 2 }} * {{ $budget }} / 100
      and
      {{ $of.record }}_rate{{ index $pair 1 }}{{ $selector }} > {{ index $pair 2 }} * {{ $budget }} / 100
    )
    {{- end }}
  for: {{ eq .speed "Fast" | ternary "2m" "15m" }}
  labels:
    {{- include "library.alertLabels" (dict "root" $of.root "severity" .severity) | nindent 4 }}
  annotations:
    summary: {{ printf "%s in %s: %s" $name $namespace $of.says | quote }}
    description: {{ printf "The objective is %s %% in 30 days. At this rate the error budget is used up within %s. Now: {{ $value | humanizePercentage }}." (toString $of.percent) .in | quote }}
    runbook_url: {{ include "library.runbook" (dict "root" $of.root "page" "error-budget-burns") }}
{{- end -}}
