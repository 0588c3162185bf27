-- What the database of fittings.yaml begins with. It runs inside that database, and may run again.

CREATE TABLE IF NOT EXISTS persons (
  id INT NOT NULL AUTO_INCREMENT,
  name VARCHAR(30) NOT NULL,
  datum TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (id)
);

-- the ids are stated, so that a second run adds nothing
INSERT INTO persons (id, name) VALUES
  (1, 'Marko'),
  (2, 'John'),
  (3, 'Eric'),
  (4, 'Clive'),
  (5, 'Maria')
ON DUPLICATE KEY UPDATE id = id;
