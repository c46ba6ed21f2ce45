"""Cards of money: what each side sees of a payment, and what the payer can do."""

from payments.cards.charge import build_charge_card, fetch_charges
from payments.cards.contract import contract_contribution, fetch_payers

__all__ = ["build_charge_card", "contract_contribution", "fetch_charges", "fetch_payers"]
