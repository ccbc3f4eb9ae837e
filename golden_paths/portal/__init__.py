"""The template in a developer portal: forms that are made from the questions, and one program that answers them."""
