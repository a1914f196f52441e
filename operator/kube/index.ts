/** What the kubectl plugin uses of the operator's way to an API server. */
export { Api, mergePatch } from './api.ts';
export { ApiError, isMissing } from './api-error.ts';
export { at, list, text } from './json.ts';
export { listPath, objectPath, type ObjectName } from './paths.ts';
