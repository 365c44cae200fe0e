const IMAGES = 'https://kubernetes.io/docs/concepts/containers/images/'

/** What each policy does, as Kubernetes says it. */
export const IMAGE_PULL_POLICY: string = `${IMAGES}#image-pull-policy`

/** How an image is named. */
export const IMAGE_NAMES: string = `${IMAGES}#image-names`

/** What is filled in, and when. */
export const POLICY_DEFAULTING: string = `${IMAGES}#imagepullpolicy-defaulting`

/** The state after a failed pull. */
export const IMAGE_PULL_BACK_OFF: string = `${IMAGES}#imagepullbackoff`

/** Nodes that are logged in, images put there, Secrets. */
export const PRIVATE_REGISTRIES: string = `${IMAGES}#using-a-private-registry`
