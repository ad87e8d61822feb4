/** Names of our resources as AgentCore spells them; region and account are settings and only form these names. */
export interface Arns {
  gateway(gatewayId: string): string
  workload(name: string): string
}

export function createArns(place: { region: string; account: string }): Arns {
  const prefix = `arn:aws:bedrock-agentcore:${place.region}:${place.account}`
  return {
    gateway: (gatewayId) => `${prefix}:gateway/${gatewayId}`,
    workload: (name) => `${prefix}:workload-identity-directory/default/workload-identity/${name}`,
  }
}
