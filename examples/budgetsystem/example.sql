-- Invented prices and one invented fact, so that the example can be seen. Nothing here is a fact about money.
INSERT INTO grund_price (parameter, value, valid_from, price_level, illustration) VALUES
  ('pris_prio_skola', 118.75, '2026-01-01', 2026, true),
  ('pris_prio_trafik', 4150.00, '2026-01-01', 2026, true),
  ('pris_skola', 142.30, '2026-01-01', 2026, true),
  ('pris_stadning', 6890.50, '2026-01-01', 2026, true),
  ('pris_stadning_start', 1200.00, '2026-01-01', 2026, true),
  ('prisindex', 100.0, '2026-01-01', NULL, true),
  ('prisindex', 102.5, '2027-01-01', NULL, true),
  ('prisindex', 104.8, '2028-01-01', NULL, true),
  ('prisindex', 107.1, '2029-01-01', NULL, true)
ON CONFLICT DO NOTHING;
INSERT INTO grund_fact (area, attribute, value, valid_from, illustration, note) VALUES
  ('sd-husby', 'befolkning', '12500', '2026-12-31', true, 'påhittad prognos')
ON CONFLICT DO NOTHING;
