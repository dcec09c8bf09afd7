/**
 * How people write what is dialled behind a number. An extension must not be taken for a number of its own, nor for a part of one.
 */

/** These mean nothing else, wherever they stand behind digits. */
const unmistakable = /(?:(?<!\p{L})(?:x|extn?|extension)|(?<=\p{Nd}[\p{Zs})]*)#)[.:=\s]*\d{1,7}(?!\d)/giu

/** These stand in front of whole numbers too, "int. 0049 30 23125111": what follows is an extension when it is all that follows. */
const words = [
  'extensión|extensão|ramal|anexo|interno|int|poste|p', // in Romance languages
  'durchwahl|dw|nebenstelle|nst|apparat|app|toestel|tst|lokal|lok|anknytning|ankn', // in Germanic ones
  'wewnętrzny|wewn|wew|klapka|linka|kl|доб|добавочный|вн', // in Slavic ones
  'mellék|alanumero|alanro|dahili|εσωτ|שלוחה|تحويلة', // Hungarian, Finnish, Turkish, Greek, Hebrew, Arabic
  '分机|分機|转|轉|内線|内线|內線|내선|ต่อ|máy lẻ', // Chinese, Japanese, Korean, Thai, Vietnamese
].join('|')
const all = String.raw`(?![\p{Nd}\p{Zs}().\p{Pd}/]*\p{Nd})`
const foreign = new RegExp(
  String.raw`(?<!\p{L})(?:${words.normalize('NFKC')})[.:=\s]*\p{Nd}{1,7}${all}`,
  'giu',
)

/** A pause and the digits that the phone dials after it: ",,1234567#". */
const dialledAfterPause = /(?:[,;]{2,}\s*[\d*,;]+#?)|(?:[,;]\s*\d+#)/g

/** @param text in Unicode's normal form KC */
export function withoutExtensions(text: string): string {
  return text.replace(dialledAfterPause, ' ').replace(unmistakable, ' ').replace(foreign, ' ')
}
