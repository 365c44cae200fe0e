/** What the runner hides in its log: the values that it was told, and the ways in which they are commonly written. */
export class SecretMasker {
  readonly #values = new Set<string>()

  add(value: string): void {
    for (const line of [value, ...value.split(/[\r\n]+/)]) {
      for (const written of [line, Buffer.from(line).toString('base64'), JSON.stringify(line).slice(1, -1), encodeURIComponent(line)]) {
        if (written.trim() !== '') this.#values.add(written)
      }
    }
  }

  mask(text: string): string {
    const longestFirst = [...this.#values].sort((one, other) => other.length - one.length)
    return longestFirst.reduce((masked, value) => masked.replaceAll(value, '***'), text)
  }
}
