"""The one next step for a person, for every finding of the checks."""

from typing import Final

FIXES: Final[dict[str, str]] = {
    "RISK_REVIEW": (
        "Wait: the platform ends its review by itself. Ask its service if it takes over a day."
    ),
    "ADDRESS_CHANGE_ASKED": (
        "Agree to the new address on the platform, or refuse it there and release the order here."
    ),
    "PRESALE_NOT_DUE": "Wait: the order goes on by itself when it is due.",
    "BALANCE_DUE": "Wait: the order goes on by itself when the buyer has paid the balance.",
    "PART_PAID": "Ask the buyer to pay the rest on the platform, or cancel the order there.",
    "AFTER_SALE_UNREADABLE": (
        "Look at the refund on the platform; the order goes on when it can be read."
    ),
    "PART_REFUND": (
        "The whole line is fenced: ship the other pieces on the platform, then release the order."
    ),
    "REPLACES_HANDED_OVER": (
        "The mall made this order of one whose goods are handed over: ship only what is missing, "
        "then release the order."
    ),
    "SHIPPED_ELSEWHERE": (
        "Find out who shipped it. Stop the supplier if it was told, too; release the order only "
        "if the rest must still go out."
    ),
    "EDIT_TOUCHED": (
        "The decision stands. Decide again about the goods as they are now, or release the order."
    ),
    "CHANGED": "Tell the supplier what has changed, or stop the parcel; then release the order.",
    "BLOCKED_BUYER": "Decide whether to deliver: release the order, or cancel it on the platform.",
    "DUPLICATE": "Ask the buyer whether both orders are meant, then release this one or refund it.",
    "SKU_UNKNOWN": "Say once which SKU it is: take a proposal, or add the code to the settings.",
    "COMBO_BROKEN": (
        "Mend the listed item in the settings: each of its parts must be a SKU that is on sale."
    ),
    "SKU_OFF_SALE": (
        "Put the SKU on sale again in the settings, or refund the buyer; take the listing down."
    ),
    "QUANTITY": "Ask the buyer whether this quantity is meant, then release the order.",
    "PAID_MISMATCH": (
        "Compare the amounts on the platform; release the order if they are right there."
    ),
    "DISCOUNT": (
        "Compare with the promotion on the platform: refund what was promised, or release the "
        "order and mend the promotion."
    ),
    "PRICE": (
        "Look whether the price is meant: mend the listing, then release the order or cancel it."
    ),
    "MARGIN": "Decide whether to sell at this margin: release the order, or mend price or cost.",
    "RECEIVER_INCOMPLETE": "Ask the buyer to complete the address on the platform.",
    "RECEIVER_DOUBTFUL": (
        "Ask the buyer whether address and phone are right; release the order if they are."
    ),
    "REGION_REFUSED": (
        "Give the line another supplier or carrier that delivers there, or talk to the buyer."
    ),
    "DO_NOT_SHIP": (
        "Ask what is meant: cancel on the platform, or release the order when it may go out."
    ),
    "WISH_DATE": (
        "The order waits for that day by itself. If that breaks the deadline, agree on a date "
        "with the buyer; release it to ship now."
    ),
    "WISH_CARRIER": (
        "Take the carrier that is wished, choose another, or release the order as it is."
    ),
    "INVOICE": "Make out the invoice or say when it comes, then release the order.",
    "GIFT_WRAP": "Choose a packing for the gift, or release the order without one.",
    "REMARK": "Read the buyer's remark, do what it asks or answer it, then release the order.",
    "MEMO": "Do what the memo says, then take the word out of it or release the order.",
    "FLAG": "See why the flag was set; change it on the platform, or release the order.",
    "UNKNOWN_VALUE": (
        "Look the order up on the platform: release it if it is an ordinary one, and report the "
        "value to whoever maintains this software."
    ),
}
