export interface Config {
  /** The actions goldenpaths:create, goldenpaths:check and goldenpaths:update. */
  goldenPaths: {
    /** The program golden-paths; a path, or a name on PATH. By default golden-paths. */
    command?: string;
    /** The templates that repositories may come from, each with the one release that this portal renders. */
    templates: Array<{
      /** The address without a password, as the forms have it. */
      address: string;
      /** The release, for example 0.9.0. */
      version: string;
    }>;
    /**
     * What the addresses of repositories that may be checked and updated begin with, for example
     * https://github.com/example-shop/. With none, nothing is updated.
     */
    repositories?: string[];
  };
}
