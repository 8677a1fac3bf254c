"""What every route needs: the database session, authentication, problem documents."""
