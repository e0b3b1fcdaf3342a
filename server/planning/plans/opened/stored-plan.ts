import { unpacked } from '../inputs.ts'
import type { SitePlan, WholePlan } from '../plans.ts'
import type { PlanResult } from '../result.ts'

/** A plan with a result, as it is stored: what it was made of is unpacked where it is needed. */
export interface StoredPlan {
  plan: SitePlan & { result: PlanResult }
  /** As `packed` made them, and what names them. */
  inputs: Uint8Array
  version: string
  /** The certificate's dual vector, Float64, little-endian; null where the kind of plan has none. */
  dual: Uint8Array | null
}

/** @throws {PlanError} where it is not what was stored */
export const wholePlanOf = ({ plan, inputs, version, dual }: StoredPlan): WholePlan => ({
  ...plan,
  inputs: unpacked(inputs, version),
  dual: dual ? floatsOf(dual) : undefined,
})

const floatsOf = ({ buffer, byteOffset, length }: Uint8Array): Float64Array =>
  new Float64Array(buffer.slice(byteOffset, byteOffset + length))
