import { always } from './always.ts'
import { defaults } from './defaults.ts'
import { digests } from './digests.ts'
import { garbageCollection } from './garbage-collection.ts'
import { ifNotPresent } from './if-not-present.ts'
import { imagePullBackOff } from './image-pull-back-off.ts'
import { latest } from './latest.ts'
import { never } from './never.ts'
import { privateRegistries } from './private-registries.ts'
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
