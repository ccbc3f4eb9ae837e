"""What the function does, without HTTP. Replace it and the models; the rest of the package can stay."""

from pydantic import BaseModel, Field

# Cents for one piece.
PRICE = 250


class ParcelsPrice(BaseModel):
    """What so many pieces cost."""

    quantity: int = Field(examples=[3])
    total: int = Field(description="In cents", examples=[750])


def price(quantity: int) -> ParcelsPrice:
    """The price of `quantity` pieces."""
    return ParcelsPrice(quantity=quantity, total=quantity * PRICE)
