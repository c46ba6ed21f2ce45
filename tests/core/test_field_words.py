"""Every form answers in our tone, also one that says nothing about it."""

from django import forms


class PlainForm(forms.Form):
    name = forms.CharField(min_length=3, max_length=5)
    color = forms.ChoiceField(choices=[("red", "Red")])
    count = forms.IntegerField(min_value=1, max_value=9)
    note = forms.CharField(error_messages={"required": "Say something."})


def errors(**values):
    return {name: list(said) for name, said in PlainForm(values).errors.items()}


def test_an_empty_field_asks_to_be_filled_in_and_own_words_are_kept():
    assert errors() == {
        "name": ["Please fill this in."],
        "color": ["Please fill this in."],
        "count": ["Please fill this in."],
        "note": ["Say something."],
    }


def test_a_value_out_of_bounds_is_told_the_bound():
    assert errors(name="ab", color="blue", count="0", note="x") == {
        "name": ["Please write at least 3 characters; this has 2."],
        "color": ["Please choose one of these."],
        "count": ["Please give 1 or more."],
    }
    assert errors(name="abcdef", color="red", count="10", note="x") == {
        "name": ["Please write at most 5 characters; this has 6."],
        "count": ["Please give 9 or less."],
    }
