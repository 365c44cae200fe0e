import { describe, expect, test } from '@jest/globals'
import {
  ACCEPTED_MEDIA_TYPES,
  DOCKER_MANIFEST,
  DOCKER_MANIFEST_LIST,
  isIndex,
  OCI_INDEX,
  OCI_MANIFEST,
} from '../../../src/oci/media-type.ts'

describe('media types', () => {
  test('all four are accepted, indexes first', () => {
    expect(ACCEPTED_MEDIA_TYPES).toEqual([
      'application/vnd.oci.image.index.v1+json',
      'application/vnd.docker.distribution.manifest.list.v2+json',
      'application/vnd.oci.image.manifest.v1+json',
      'application/vnd.docker.distribution.manifest.v2+json',
    ])
  })

  test.each([
    [OCI_INDEX, true],
    [DOCKER_MANIFEST_LIST, true],
    [`${OCI_INDEX}; charset=utf-8`, true],
    [` ${DOCKER_MANIFEST_LIST.toUpperCase()} ;q=1`, true],
    [OCI_MANIFEST, false],
    [DOCKER_MANIFEST, false],
    [`${OCI_MANIFEST}; of=${OCI_INDEX}`, false],
    [`${OCI_INDEX}x`, false],
    ['application/json', false],
    ['', false],
  ])('%s is an index: %s', (mediaType, expected) => expect(isIndex(mediaType)).toBe(expected))
})
