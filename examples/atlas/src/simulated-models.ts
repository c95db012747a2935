/** The models of the simulation. Their names say what they are: no measurement of them is one of a real model. */

/** A simulated model. */
export interface SimulatedModel {
  readonly name: string;
  /** Time to the first token, in ms. */
  readonly firstTokenMs: number;
  readonly tokensPerSecond: number;
}

/** Three models, from fast to slow. */
export const simulatedModels: readonly SimulatedModel[] = [
  { name: 'simulated-small', firstTokenMs: 120, tokensPerSecond: 300 },
  { name: 'simulated-medium', firstTokenMs: 200, tokensPerSecond: 200 },
  { name: 'simulated-large', firstTokenMs: 350, tokensPerSecond: 120 },
];
