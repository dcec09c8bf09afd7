/** What became of a recording; the names are those of the public schema. */
export type Recording =
  | { readonly status: 'AVAILABLE'; readonly url: string }
  /** Not there in time; it may come later. */
  | { readonly status: 'PENDING' }
  /** Genesys does not know it. */
  | { readonly status: 'MISSING' }
