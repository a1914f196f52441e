{{/* Names, short enough for their endings. */}}
{{- define "bpfleet.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "bpfleet.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "bpfleet.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Takes a dict: root, component. */}}
{{- define "bpfleet.componentName" -}}
{{- printf "%s-%s" (include "bpfleet.fullname" .root) .component -}}
{{- end -}}

{{- define "bpfleet.selectorLabels" -}}
app.kubernetes.io/name: {{ include "bpfleet.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "bpfleet.labels" -}}
{{ include "bpfleet.selectorLabels" . }}
{{ include "bpfleet.chartLabels" .root }}
{{- end -}}

{{/* Of every object, also of those that belong to no component. */}}
{{- define "bpfleet.chartLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: bpfleet
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "bpfleet.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "bpfleet.tlsSecret" -}}
{{- default (printf "%s-tls" (include "bpfleet.componentName" (dict "root" . "component" "operator"))) .Values.tls.existingSecret -}}
{{- end -}}

{{/* Hands requests for results on to the operator. Takes a dict: root, caBundle (base64). */}}
{{- define "bpfleet.resultApi" -}}
{{- $operator := dict "root" .root "component" "operator" -}}
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1alpha1.results.bpfleet.dev
  labels:
    {{- include "bpfleet.labels" $operator | nindent 4 }}
spec:
  group: results.bpfleet.dev
  version: v1alpha1
  groupPriorityMinimum: 1000
  versionPriority: 15
  caBundle: {{ .caBundle }}
  service:
    name: {{ include "bpfleet.componentName" $operator }}
    namespace: {{ .root.Release.Namespace }}
    port: 443
{{- end -}}

{{/* Host name that agents dial and that the certificate is for. */}}
{{- define "bpfleet.operatorHost" -}}
{{- printf "%s.%s.svc" (include "bpfleet.componentName" (dict "root" . "component" "operator")) .Release.Namespace -}}
{{- end -}}

{{/*
The objects of a generated file, with the labels of this release on each, and annotations.
Takes a dict: root, file, annotations, and skip, a list of names.
*/}}
{{- define "bpfleet.manifest" -}}
{{- $labels := include "bpfleet.chartLabels" .root | fromYaml -}}
{{- range $text := splitList "\n---\n" (.root.Files.Get .file) }}
{{- $object := fromYaml $text }}
{{- if not (has $object.metadata.name $.skip) }}
{{- $_ := set $object.metadata "labels" (merge (dict) $labels (default (dict) $object.metadata.labels)) }}
{{- with $.annotations }}
{{- $_ := set $object.metadata "annotations" (merge (dict) . (default (dict) $object.metadata.annotations)) }}
{{- end }}
---
{{ toYaml $object }}
{{- end }}
{{- end }}
{{- end -}}
