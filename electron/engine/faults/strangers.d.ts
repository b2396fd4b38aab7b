/** Programs that do not belong to the scenario: clients that do not speak ZMTP, and servers on endpoints of others. */
export interface Strangers {
  /** Connects to an endpoint and says something that is not ZMTP, or nothing. */
  visit(endpoint: string, manner: 'http' | 'junk' | 'silent'): Promise<void>;
  /** Opens connections that stay open and say nothing. */
  flood(endpoint: string, connections: number): Promise<void>;
  /** Listens on an endpoint; an ipc path is taken away from whoever has it, as a second bind does. */
  occupy(endpoint: string): Promise<void>;
  /** Ends them all. */
  close(): Promise<void>;
}
export declare function createStrangers(): Strangers;
