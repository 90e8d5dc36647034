"""Customers: who they are, what is said to them, what they are promised.

The documents have no desk of their own here: customers are kept by sales, conversations by customer
service, a promise lies with the department that made it.
"""

from fbo.front.crm.asking import Asked, asked_before, questions
from fbo.front.crm.conversation import (
    Answer,
    Carried,
    Channel,
    ColleagueQuestion,
    Conversation,
    Into,
    Message,
    Note,
    Question,
    Reply,
    Until,
    reference,
    way_to,
)
from fbo.front.crm.customer import Customer, CustomerAddress, Identifier
from fbo.front.crm.policy import ConversationPolicy, PromisePolicy
from fbo.front.crm.promise import NewPromise, Promise, Risk, Withdrawal

__all__ = [
    "Answer",
    "Asked",
    "Carried",
    "Channel",
    "ColleagueQuestion",
    "Conversation",
    "ConversationPolicy",
    "Customer",
    "CustomerAddress",
    "Identifier",
    "Into",
    "Message",
    "NewPromise",
    "Note",
    "Promise",
    "PromisePolicy",
    "Question",
    "Reply",
    "Risk",
    "Until",
    "Withdrawal",
    "asked_before",
    "questions",
    "reference",
    "way_to",
]
