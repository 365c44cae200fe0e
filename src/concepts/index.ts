import { digests, garbageCollection, latest } from './images.ts'
import { always, defaults, ifNotPresent, never } from './pull-policies.ts'
import { imagePullBackOff, privateRegistries } from './pulling.ts'
import type { Topic } from './topic.ts'

/** Every topic, in the order in which one would read them. */
export const TOPICS: readonly Topic[] = [
  ifNotPresent,
  always,
  never,
  defaults,
  latest,
  digests,
  privateRegistries,
  imagePullBackOff,
  garbageCollection,
]
