import type { Digest } from '../oci/digest.ts'
import type { ImageReference } from '../oci/reference.ts'
import type { ImageContents, NotResolved, Resolution } from '../oci/resolution.ts'

/** The port through which the review asks what an image reference names now. It never throws for what the world may do. */
export interface DigestResolver {
  /** What a kubelet would pull: the digest where one is written (then the tag is not looked at), else what the tag in force names. */
  resolve(image: ImageReference): Promise<Resolution>
  /** What the written tag names now, even beside a digest: the question of whether it has moved. `not-asked` where no tag is written beside a digest. */
  resolveTag(image: ImageReference): Promise<Resolution>
  /** What a digest of the image's repository holds. Costs what a pull costs, so it is asked for only where platforms matter. */
  resolveContents(image: ImageReference, digest: Digest): Promise<ImageContents | NotResolved>
}
