/** Documents that the API answers with: a schema for each type of the application, so that the two cannot drift apart. */
import { z } from 'zod'

type Shape<T> = { readonly [K in keyof T]-?: z.ZodType<T[K]> }

/**
 * A named component of the OpenAPI document. The compiler demands a schema for every field of `T`, optional ones included:
 * what a schema does not name is not sent, so a forgotten field would be lost without a word.
 */
export const documentOf =
  <T extends object>() =>
  (id: string, shape: Shape<T>): z.ZodType<T> => {
    const schema = z.object(shape).meta({ id })
    // The mapped type says field by field what zod cannot infer for a `T` that is not yet known here.
    return schema as unknown as z.ZodType<T>
  }

export const listOf = <T>(item: z.ZodType<T>): z.ZodType<readonly T[]> => z.array(item)

export const count = z.int().min(0)
export const time = z.string().meta({ description: 'ISO 8601, UTC' })

/** Identifiers arrive branded from the application and leave as text. */
export const text = <T extends string>(): z.ZodType<T> => z.string() as unknown as z.ZodType<T>
