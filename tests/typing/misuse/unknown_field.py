"""A form and a document with fields they do not have."""

from fbo import Cancellation, Customer

late = Cancellation(reason="late")
wrong = Cancellation(reason="late", resaon="late")  # wrong
ada = Customer(name="Ada", emial="ada@example.com")  # wrong
Customer(name="Ada")
