"""The rows of what people ask of each other beside proposals and bookings, and who is told once a day."""

# Each open request has asked two coaches; the heavy and the light one were asked by some of other pairs.
INVITATIONS = """
    SELECT p AS request_id, 45 + (coach + p * 7 + k * 29) % ({coaches} - 44) AS coach_id,
        now() - interval '2 days' AS invited_at
    FROM pairs, generate_series(1, 2) AS k WHERE turn IN (6, 7)
    UNION ALL
    SELECT p, CASE WHEN p <= 300 THEN 41 ELSE 1 END, now() - interval '2 days'
    FROM pairs WHERE turn IN (6, 7) AND (p BETWEEN 201 AND 210 OR p BETWEEN 301 AND 339)
"""
# In one running contract of twenty a pause is asked for.
MOTIONS = """
    SELECT p AS contract_id, 'pause' AS kind, 'open' AS status, coach AS author_id,
        now() - interval '1 day' AS asked_at,
        now() + interval '6 days' + p % 5000 * interval '1 minute' AS expires_at
    FROM pairs WHERE turn < 4 AND p % 20 = 10
"""
# One person of forty wants one mail a day, in the morning of UTC.
HABITS = """
    SELECT id AS user_id, 'daily' AS digest, CURRENT_DATE AS digest_looked_on
    FROM accounts_user WHERE id % 40 = 0
"""
