import { listSignInChoices } from '../contracts/operations/sign-in.ts'
import type { SignInChoice } from '../contracts/sign-in.ts'
import { serverCall } from './server-api.ts'

/** Server half: what buttons the sign-in page has. Not kept, so that a provider that is turned off has none at once. */
export const signInChoices = async (): Promise<SignInChoice[]> => (await serverCall(listSignInChoices, {})).items
