import { formatReference, type ImageReference, type NotResolved } from '../../src/index.ts'
import type { JobResolver } from '../registry/job-registry.ts'
import type { Question, Reply } from './task.ts'

/** The images that the base runs already; filled while a thread asks. */
export class KnownImages {
  readonly #references = new Set<string>()

  add(image: ImageReference): void {
    this.#references.add(formatReference(image))
  }

  has(image: ImageReference): boolean {
    return this.#references.has(formatReference(image))
  }
}

/** Answers what a thread asks of registries. What only the operator's login may see is kept from comments that everybody can read. */
export function answerQuestions(resolver: JobResolver, known: KnownImages, isPublic: boolean): (question: Question) => Promise<Reply> {
  return async question => {
    if (question.kind === 'askedAt') return resolver.askedAt()
    const { image, isInBase } = question
    if (isInBase) known.add(image)
    const reply = await (question.kind === 'resolveContents'
      ? resolver.resolveContents(image, question.digest)
      : resolver[question.kind](image))
    return isPublic && resolver.wasRevealedByCredentials(image) ? HIDDEN : reply
  }
}

const HIDDEN: NotResolved = {
  status: 'not-found-or-private',
  reason: 'the registry answers only with a login, and what it says then is not for a public comment',
}
