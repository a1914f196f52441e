/** TraceJob YAML for tests. */
export interface JobOptions {
  readonly script: string;
  readonly duration?: string;
  readonly interval?: string;
  readonly detachAfter?: string;
}

export function traceJob(
  name: string,
  { script, duration = '5s', interval = '500ms', detachAfter = '60s' }: JobOptions,
): string {
  const inline = script
    .trim()
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
  return `apiVersion: bpfleet.dev/v1alpha1
kind: ClusterTraceJob
metadata:
  name: ${name}
spec:
  source:
    inline: |
${inline}
  run:
    duration: ${duration}
    interval: ${interval}
    onControllerLoss:
      detachAfter: ${detachAfter}
`;
}
