"""Table of ACCTREC.cpy, written by `python -m records migration`."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acctrec",
        sa.Column("acct_number", sa.BigInteger(), nullable=False, comment="ACCT-NUMBER PIC 9(10) DISPLAY"),
        sa.Column("acct_type", sa.String(1), nullable=False, comment="ACCT-TYPE PIC X(1) DISPLAY"),
        sa.Column("acct_status", sa.String(1), nullable=False, comment="ACCT-STATUS PIC X(1) DISPLAY"),
        sa.Column("acct_branch", sa.String(4), nullable=False, comment="ACCT-BRANCH PIC X(4) DISPLAY"),
        sa.Column("acct_holder", sa.String(30), nullable=False, comment="ACCT-HOLDER PIC X(30) DISPLAY"),
        sa.Column("acct_street", sa.String(30), nullable=False, comment="ACCT-ADDRESS.ACCT-STREET PIC X(30) DISPLAY"),
        sa.Column("acct_city", sa.String(24), nullable=False, comment="ACCT-ADDRESS.ACCT-CITY PIC X(24) DISPLAY"),
        sa.Column("acct_country", sa.String(2), nullable=False, comment="ACCT-ADDRESS.ACCT-COUNTRY PIC X(2) DISPLAY"),
        sa.Column("acct_currency", sa.String(3), nullable=False, comment="ACCT-CURRENCY PIC X(3) DISPLAY"),
        sa.Column("acct_opened", sa.Integer(), nullable=False, comment="ACCT-OPENED PIC 9(8) DISPLAY"),
        sa.Column("acct_last_posted", sa.Integer(), nullable=False, comment="ACCT-LAST-POSTED PIC 9(8) DISPLAY"),
        sa.Column("acct_balance", sa.Numeric(11, 2), nullable=False, comment="ACCT-BALANCE PIC S9(9)V99 COMP-3"),
        sa.Column(
            "acct_month_credits", sa.Numeric(11, 2), nullable=False, comment="ACCT-MONTH-CREDITS PIC S9(9)V99 DISPLAY"
        ),
        sa.Column(
            "acct_month_debits", sa.Numeric(11, 2), nullable=False, comment="ACCT-MONTH-DEBITS PIC S9(9)V99 DISPLAY"
        ),
        sa.Column(
            "acct_year_interest", sa.Numeric(9, 2), nullable=False, comment="ACCT-YEAR-INTEREST PIC S9(7)V99 DISPLAY"
        ),
        sa.Column("acct_tran_count", sa.Integer(), nullable=False, comment="ACCT-TRAN-COUNT PIC S9(4) COMP"),
        sa.Column(
            "acct_recent_date_1",
            sa.Integer(),
            nullable=False,
            comment="ACCT-RECENT(1).ACCT-RECENT-DATE PIC 9(8) DISPLAY",
        ),
        sa.Column(
            "acct_recent_code_1",
            sa.String(2),
            nullable=False,
            comment="ACCT-RECENT(1).ACCT-RECENT-CODE PIC X(2) DISPLAY",
        ),
        sa.Column(
            "acct_recent_amount_1",
            sa.Numeric(11, 2),
            nullable=False,
            comment="ACCT-RECENT(1).ACCT-RECENT-AMOUNT PIC S9(9)V99 COMP-3",
        ),
        sa.Column(
            "acct_recent_date_2",
            sa.Integer(),
            nullable=False,
            comment="ACCT-RECENT(2).ACCT-RECENT-DATE PIC 9(8) DISPLAY",
        ),
        sa.Column(
            "acct_recent_code_2",
            sa.String(2),
            nullable=False,
            comment="ACCT-RECENT(2).ACCT-RECENT-CODE PIC X(2) DISPLAY",
        ),
        sa.Column(
            "acct_recent_amount_2",
            sa.Numeric(11, 2),
            nullable=False,
            comment="ACCT-RECENT(2).ACCT-RECENT-AMOUNT PIC S9(9)V99 COMP-3",
        ),
        sa.Column(
            "acct_recent_date_3",
            sa.Integer(),
            nullable=False,
            comment="ACCT-RECENT(3).ACCT-RECENT-DATE PIC 9(8) DISPLAY",
        ),
        sa.Column(
            "acct_recent_code_3",
            sa.String(2),
            nullable=False,
            comment="ACCT-RECENT(3).ACCT-RECENT-CODE PIC X(2) DISPLAY",
        ),
        sa.Column(
            "acct_recent_amount_3",
            sa.Numeric(11, 2),
            nullable=False,
            comment="ACCT-RECENT(3).ACCT-RECENT-AMOUNT PIC S9(9)V99 COMP-3",
        ),
        sa.Column(
            "acct_recent_date_4",
            sa.Integer(),
            nullable=False,
            comment="ACCT-RECENT(4).ACCT-RECENT-DATE PIC 9(8) DISPLAY",
        ),
        sa.Column(
            "acct_recent_code_4",
            sa.String(2),
            nullable=False,
            comment="ACCT-RECENT(4).ACCT-RECENT-CODE PIC X(2) DISPLAY",
        ),
        sa.Column(
            "acct_recent_amount_4",
            sa.Numeric(11, 2),
            nullable=False,
            comment="ACCT-RECENT(4).ACCT-RECENT-AMOUNT PIC S9(9)V99 COMP-3",
        ),
        sa.Column(
            "acct_recent_date_5",
            sa.Integer(),
            nullable=False,
            comment="ACCT-RECENT(5).ACCT-RECENT-DATE PIC 9(8) DISPLAY",
        ),
        sa.Column(
            "acct_recent_code_5",
            sa.String(2),
            nullable=False,
            comment="ACCT-RECENT(5).ACCT-RECENT-CODE PIC X(2) DISPLAY",
        ),
        sa.Column(
            "acct_recent_amount_5",
            sa.Numeric(11, 2),
            nullable=False,
            comment="ACCT-RECENT(5).ACCT-RECENT-AMOUNT PIC S9(9)V99 COMP-3",
        ),
        sa.Column(
            "chk_overdraft_limit",
            sa.Numeric(9, 2),
            comment="ACCT-CHECKING-AREA.CHK-OVERDRAFT-LIMIT PIC S9(7)V99 COMP-3",
        ),
        sa.Column(
            "chk_overdraft_rate",
            sa.Numeric(7, 5),
            comment="ACCT-CHECKING-AREA.CHK-OVERDRAFT-RATE PIC S9(2)V9(5) COMP-3",
        ),
        sa.Column(
            "chk_monthly_fee", sa.Numeric(5, 2), comment="ACCT-CHECKING-AREA.CHK-MONTHLY-FEE PIC S9(3)V99 DISPLAY"
        ),
        sa.Column("chk_card_number", sa.String(16), comment="ACCT-CHECKING-AREA.CHK-CARD-NUMBER PIC X(16) DISPLAY"),
        sa.Column("sav_withdrawals", sa.Integer(), comment="ACCT-SAVINGS-AREA.SAV-WITHDRAWALS PIC S9(4) COMP"),
        sa.Column(
            "sav_tier_from_1",
            sa.Numeric(11, 2),
            comment="ACCT-SAVINGS-AREA.SAV-TIER(1).SAV-TIER-FROM PIC S9(9)V99 COMP-3",
        ),
        sa.Column(
            "sav_tier_rate_1",
            sa.Numeric(7, 5),
            comment="ACCT-SAVINGS-AREA.SAV-TIER(1).SAV-TIER-RATE PIC S9(2)V9(5) COMP-3",
        ),
        sa.Column(
            "sav_tier_from_2",
            sa.Numeric(11, 2),
            comment="ACCT-SAVINGS-AREA.SAV-TIER(2).SAV-TIER-FROM PIC S9(9)V99 COMP-3",
        ),
        sa.Column(
            "sav_tier_rate_2",
            sa.Numeric(7, 5),
            comment="ACCT-SAVINGS-AREA.SAV-TIER(2).SAV-TIER-RATE PIC S9(2)V9(5) COMP-3",
        ),
        sa.Column(
            "sav_tier_from_3",
            sa.Numeric(11, 2),
            comment="ACCT-SAVINGS-AREA.SAV-TIER(3).SAV-TIER-FROM PIC S9(9)V99 COMP-3",
        ),
        sa.Column(
            "sav_tier_rate_3",
            sa.Numeric(7, 5),
            comment="ACCT-SAVINGS-AREA.SAV-TIER(3).SAV-TIER-RATE PIC S9(2)V9(5) COMP-3",
        ),
        sa.Column("loan_principal", sa.Numeric(11, 2), comment="ACCT-LOAN-AREA.LOAN-PRINCIPAL PIC S9(9)V99 DISPLAY"),
        sa.Column("loan_rate", sa.Numeric(7, 5), comment="ACCT-LOAN-AREA.LOAN-RATE PIC S9(2)V9(5) COMP-3"),
        sa.Column("loan_term_months", sa.Integer(), comment="ACCT-LOAN-AREA.LOAN-TERM-MONTHS PIC S9(4) COMP"),
        sa.Column("loan_instalment", sa.Numeric(9, 2), comment="ACCT-LOAN-AREA.LOAN-INSTALMENT PIC S9(7)V99 COMP-3"),
        sa.Column("loan_next_due", sa.Integer(), comment="ACCT-LOAN-AREA.LOAN-NEXT-DUE PIC 9(8) DISPLAY"),
        sa.PrimaryKeyConstraint("acct_number"),
    )


def downgrade() -> None:
    op.drop_table("acctrec")
