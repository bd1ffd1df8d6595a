"""What is stored: conversations, their review, what was taught and released, and by whom.

It imports the desk and the contracts alone. Rows are frozen dataclasses, whose fields say their
units; filters have a class for each subject, and None in them is any.

Who opens the transaction: what is done whole by one function takes the `database` and opens it
there; what must be done together with something else (a login with its line in the log, a release
of the facts with the file) takes the `connection` of a transaction that the page or the command
has opened, and all of it is stored or nothing is.

Whatever reads or writes here raises SQLAlchemyError when the database cannot be read or written to,
and so does what calls it; docstrings say so only where more is to be known. Nothing is then stored.
The trainers' pages answer it with a page of their own, the API with a problem, and work in the
background tries again.
"""
