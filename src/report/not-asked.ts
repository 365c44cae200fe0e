/** What a review says of every image where it was made without registries: nothing is missing then, and nobody need be told. */
export const NOBODY_ASKED = 'no registry was asked'
