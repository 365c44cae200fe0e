import type { ObjectIdentity } from './object.ts'

/** Whether an object of that namespace can be the one that a Pod names; where either leaves it out, it is filled in at apply. */
export function mayBeInNamespace(object: Pick<ObjectIdentity, 'namespace'>, pod: Pick<ObjectIdentity, 'namespace'>): boolean {
  return object.namespace === null || pod.namespace === null || object.namespace === pod.namespace
}
