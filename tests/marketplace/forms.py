"""What a page sends: every field as text, lists as repeated names."""


def request_input(**changes) -> dict:
    return {
        "title": "Learn data analysis with Python",
        "description": "I know a little Python and want to clean and chart survey data at work.",
        "skill_tags": "Python, Statistics",
        "level": "beginner",
        "sessions_needed": "6",
        "timeframe": "within two months",
        "budget": "400",
        "currency": "EUR",
        "preferred_times": ["0-1020-1080", "0-1080-1140", "2-1020-1140"],
        "timezone": "Europe/Berlin",
        "questions": ["What did you teach?", "", ""],
        **changes,
    }


def proposal_input(request=None, **changes) -> dict:
    answers = {}
    if request is not None:
        questions = request.questions.filter(retired_at=None)
        answers = {f"answer_{question.pk}": "Because I have done it." for question in questions}
    return {
        "cover_letter": "I taught data analysis to working people for eight years, and your plan is "
        "one I know well. We would work on your own survey from the first hour.",
        "approach_summary": "First your data as it is, then charts, then a small report you keep.",
        "session_count": "6",
        "duration_minutes": "60",
        "payment_model": "per_session",
        "price_per_session": "60",
        "payment_schedule": "per_session",
        **answers,
        **changes,
    }
