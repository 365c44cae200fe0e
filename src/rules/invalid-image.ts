import type { ValueType } from '../kubernetes/object.ts'
import { decoderError, refusalOf, TYPE_WORDS } from './mistyped-value.ts'
import { whatWaits } from './role-words.ts'
import type { ContainerFacts, ContainerRule, Statement, WrittenImage } from './rule.ts'

/** An image that is no image reference: the API server takes it, and the kubelet cannot start the container. */
export const invalidImage: ContainerRule = {
  id: 'invalid-image',
  subject: 'container',
  severity: 'error',
  docs: {
    summary: 'The image is not an image reference',
    why: 'The API server checks that an image is text and not empty, and not how it is written, so the object is accepted and the rollout begins. On the node the kubelet cannot read the name: the container waits with the reason InvalidImageName, which no retry mends, and the rollout stands still.',
    fix: 'Write it as `[registry[:port]/]repository[:tag][@digest]`: lower-case repository, no scheme, no spaces, a digest with its full length.',
    references: [
      'https://kubernetes.io/docs/concepts/containers/images/#image-names',
      'https://github.com/distribution/reference/blob/0965666a/reference.go#L4-L26',
    ],
    examples: ['upper-case-repository', 'scheme', 'number'],
    since: '0.1.0',
  },
  *check(container) {
    const { image } = container
    if (!image || image.placeholder === 'template' || image.reference.kind !== 'invalid-reference') return
    if (image.placeholder === 'build-marker') yield buildMarker(image)
    else if (image.mistyped) yield mistypedImage(container, image, image.mistyped)
    else if (image.text === '') yield emptyImage(container, image)
    else if (image.text.trim() !== image.text && container.role !== 'imageVolume') yield* spacedImage(container, image)
    else yield unreadableImage(container, image, image.reference)
  },
}

function buildMarker({ at, text, mistyped }: WrittenImage): Statement {
  const effect = mistyped
    ? 'the API server refuses this as it stands'
    : 'a Pod made from this as it stands would wait with InvalidImageName'
  return {
    at,
    severity: 'info',
    message: `${effect}, because \`${text}\` is a place for an image and not yet one; fill it in before it is applied`,
    help: 'Nothing to do where a build step replaces it.',
  }
}

function mistypedImage(container: ContainerFacts, { at, text }: WrittenImage, type: ValueType): Statement {
  return {
    at,
    message: `${refusalOf(container)}, because \`${text}\` is ${TYPE_WORDS[type]} where the image must be text; ${REMEDY[type](text)}`,
    help: decoderError(type),
  }
}

const REMEDY: Readonly<Record<ValueType, (text: string) => string>> = {
  text: () => 'write an image',
  number: text => `write the whole image, as \`app:${text}\``,
  boolean: text => `write the whole image, in quotes if \`${text}\` is its name`,
  list: () => 'write one image, without brackets or dashes',
  map: () => 'write the image as one text, in quotes if it begins with a brace',
}

/** The reference of an image volume may be empty in a template, for something to fill it in, and not in a Pod. */
function emptyImage(container: ContainerFacts, { at }: WrittenImage): Statement {
  if (container.role === 'imageVolume' && container.isDefaultedByApiServer && !container.isBarePod) {
    return {
      at,
      message:
        'the object is accepted, but no Pod can be made from it (event FailedCreate: Required value), because the reference is empty; write one, or leave the field out where something else fills it in',
    }
  }
  return {
    at,
    message: `${refusalOf(container)} (Required value), because the ${container.role === 'imageVolume' ? 'reference' : 'image'} is empty; write one, or leave the field out where something else fills it in`,
  }
}

/** OpenShift's image triggers fill in an image that is a single space. */
const IMAGE_TRIGGER = ' '

function* spacedImage({ isBarePod, apiVersion }: ContainerFacts, { at, text }: WrittenImage): Iterable<Statement> {
  if (text === IMAGE_TRIGGER && apiVersion === 'apps.openshift.io/v1') return
  const because = 'because the image must not have leading or trailing whitespace; remove it'
  yield isBarePod
    ? { at, message: `the API server refuses this Pod, ${because}` }
    : { at, message: `the object is accepted, but no Pod can be made from it (event FailedCreate), ${because}` }
}

function unreadableImage(
  { role }: ContainerFacts,
  { at, text }: WrittenImage,
  { reason, libraryError }: { readonly reason: string; readonly libraryError: string },
): Statement {
  return {
    at,
    message: reason,
    help: `${asSubject(whatWaits(role))} will wait with InvalidImageName: couldn't parse image name: ${libraryError}. ${lowerCaseHint(text)}`.trimEnd(),
  }
}

function asSubject(what: string): string {
  return what.charAt(0).toUpperCase() + what.slice(1)
}

function lowerCaseHint(text: string): string {
  return /^[^\s:@]*[A-Z]/.test(text) ? 'Repository names are lower-case.' : ''
}
