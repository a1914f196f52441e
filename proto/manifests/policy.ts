/** Admission: whoever makes a job, or changes what it runs, needs the verb `use` on its TraceClass. */
import { ownLabels } from '../crd/crd.ts';
import { group, version } from '../crd/tracejob.ts';

const name = 'bpfleet-use-of-class';

/** In the cluster, or in the namespace of the job. An object refused for its schema never comes here, so it has a class. */
const allowed =
  `variables.use.check('use').allowed() || ` +
  `(has(request.namespace) && request.namespace != '' && variables.use.namespace(request.namespace).check('use').allowed())`;

export function classPolicy(): readonly object[] {
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name, labels: ownLabels },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: [group],
              apiVersions: [version],
              operations: ['CREATE', 'UPDATE'],
              resources: ['tracejobs', 'clustertracejobs'],
            },
          ],
        },
        matchConditions: [
          {
            // The spec is immutable but for this; finalizers, labels, suspend and cancel need no class.
            name: 'asks-for-a-class',
            expression:
              `request.operation == 'CREATE' || object.spec.className != oldObject.spec.className || ` +
              `object.spec.source != oldObject.spec.source`,
          },
        ],
        variables: [
          {
            name: 'use',
            expression: `authorizer.group('${group}').resource('traceclasses').name(object.spec.className)`,
          },
        ],
        validations: [
          {
            expression: allowed,
            messageExpression:
              `"you may not use the TraceClass " + object.spec.className + ": ask an administrator for the verb use on ` +
              `traceclasses.${group}/" + object.spec.className`,
            message: 'you may not use the TraceClass of this job',
            reason: 'Forbidden',
          },
        ],
        auditAnnotations: [{ key: 'class', valueExpression: 'string(object.spec.className)' }],
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name, labels: ownLabels },
      spec: { policyName: name, validationActions: ['Deny', 'Audit'] },
    },
  ];
}
