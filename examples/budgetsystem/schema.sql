-- What the budget system and grund share, in PostgreSQL. May be run again: nothing that is there is touched.

-- In: facts put on top of the world. An empty value is unknown. Each row has a source (an id of the rulebook's
-- sources), or says that it is an assumption or an illustration.
CREATE TABLE IF NOT EXISTS grund_fact (
  area TEXT NOT NULL,
  attribute TEXT NOT NULL,
  value TEXT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE,
  source TEXT,
  mark TEXT,
  assumption BOOLEAN NOT NULL DEFAULT false,
  illustration BOOLEAN NOT NULL DEFAULT false,
  note TEXT,
  PRIMARY KEY (area, attribute, valid_from),
  CHECK (source IS NOT NULL OR assumption OR illustration)
);

-- In: prices in kronor per unit, and index values, by the name of the rules' parameter.
CREATE TABLE IF NOT EXISTS grund_price (
  parameter TEXT NOT NULL,
  value NUMERIC NOT NULL,
  valid_from DATE NOT NULL,
  price_level INTEGER,
  source TEXT,
  mark TEXT,
  assumption BOOLEAN NOT NULL DEFAULT false,
  illustration BOOLEAN NOT NULL DEFAULT false,
  note TEXT,
  PRIMARY KEY (parameter, valid_from),
  CHECK (source IS NOT NULL OR assumption OR illustration)
);

-- Out: every run, by the hash of everything that was asked: rules, facts, prices, question and engine.
CREATE TABLE IF NOT EXISTS grund_run (
  run TEXT PRIMARY KEY,
  scenario TEXT NOT NULL,
  engine TEXT NOT NULL,
  illustration BOOLEAN NOT NULL,
  lines BIGINT NOT NULL,
  written TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- Out: which run is a scenario's budget now.
CREATE TABLE IF NOT EXISTS grund_current (
  scenario TEXT PRIMARY KEY,
  run TEXT NOT NULL REFERENCES grund_run (run)
);

-- Out: the lines, as `grund budget ... -o budget.sql` writes them. Money is whole öre.
CREATE TABLE IF NOT EXISTS grund_budget (
  run TEXT NOT NULL,
  policy TEXT NOT NULL,
  tolkning TEXT,
  year BIGINT NOT NULL,
  insats TEXT NOT NULL,
  part TEXT,
  area TEXT,
  area_name TEXT,
  district TEXT,
  body TEXT,
  body_name TEXT,
  verdict TEXT NOT NULL,
  quantity DECIMAL(24, 6),
  amount_ore BIGINT,
  low_ore BIGINT,
  high_ore BIGINT,
  missing TEXT,
  marks TEXT
);
CREATE INDEX IF NOT EXISTS grund_budget_run ON grund_budget (run);
