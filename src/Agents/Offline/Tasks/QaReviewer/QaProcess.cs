using SalesFlow.Agents.Language;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>How a talk was led, whatever became of it: answers, next steps, hand-overs, warmth.</summary>
internal static class QaProcess
{
    private static readonly Context Plain = new(null, false, DateTime.UnixEpoch, new HashSet<decimal>());

    /// <summary>What was found about how the talk was led.</summary>
    public static List<QaFinding> Of(ReviewedTalk talk, string handler)
    {
        var found = new List<QaFinding>();
        if (!talk.Theirs.Any() || !talk.Ours.Any()) return found;
        var messages = talk.Messages;
        var warm = false;
        string? last = null;
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            if (message.FromCustomer == false)
            {
                var hits = PhraseBook.Claims.Find(message.Text);
                warm |= hits.Exists(h => h.Concept is "courtesy" or "empathy");
                var plain = ArabicText.Normalise(message.Text);
                if (last == plain && plain.Length > 15) Add(QaFindings.Effectiveness, "minor", "repeated", message);
                if (message.Text.Count(c => c is '?' or '؟') > 2) Add(QaFindings.Effectiveness, "minor", "many_questions", message);
                last = plain;
                continue;
            }
            if (message.FromCustomer is null) continue;
            var answer = messages.Skip(i + 1).FirstOrDefault(m => m.FromCustomer == false);
            var theirs = PhraseBook.Claims.Find(message.Text);
            var read = Understander.Read(message.Text, Plain);
            if (answer is null)
            {
                if (i == messages.Count - 1 && (read.IsQuestion
                    || theirs.Exists(h => h.Concept is "complaint_wish" or "human_wish"))) Add(QaFindings.Effectiveness, "major", "unanswered",
                    message);
                continue;
            }
            // Of several messages in a row the last one is answered.
            if (i + 1 < messages.Count && messages[i + 1].FromCustomer == true) continue;
            var said = PhraseBook.Claims.Find(answer.Text);
            bool Says(string concept) => said.Exists(h => h.Concept == concept);
            var upset = theirs.Exists(h => h.Concept == "complaint_wish") || read.Sentiment < 35 || read.Intent == Intent.Complaint;
            if (upset && !Says("empathy")) Add(QaFindings.Empathy, "major", "no_empathy", answer);
            if ((theirs.Exists(h => h.Concept == "human_wish") || read.Intent == Intent.Human) && !Says("handover")
                && handler == "ai") Add(QaFindings.Effectiveness, "major", "no_hand_over", answer);
            if ((theirs.Exists(h => h.Concept == "ai_question") || read.Intent == Intent.AiQuestion) && handler == "ai"
                && !Says("ai_disclosure")) Add(QaFindings.Compliance, "major", "no_ai_disclosure", answer);
            if (read.Intent == Intent.Price && !answer.Text.Any(char.IsDigit) && !Says("handover")
                && !answer.Text.Contains('?', StringComparison.Ordinal) && !answer.Text.Contains('؟', StringComparison.Ordinal))
                Add(QaFindings.Effectiveness, "major", "price_not_answered", answer);
            if (message.At is { } asked && answer.At is { } answered && answered - asked > (handler == "ai" ? TimeSpan.FromMinutes(5)
                : TimeSpan.FromHours(4)))
                Add(QaFindings.Effectiveness, "major", "slow_answer", answer);
        }
        var final = talk.Ours.Last();
        var over = talk.Theirs.Any(m => PhraseBook.Claims.Find(m.Text).Exists(h => h.Concept is "opt_out_wish" or "refusal"));
        if (!over && final.Index > talk.Theirs.Last().Index && !PhraseBook.Claims.Find(final.Text).Exists(h => h.Concept is "next_step" or "handover")
            && final.Text.AsSpan().IndexOfAny('?', '؟') < 0)
            Add(QaFindings.Effectiveness, "minor", "no_next_step", final);
        if (!warm) found.Add(new(QaFindings.Empathy, "minor", "no_courtesy", null, ""));
        return found;

        void Add(string dimension, string severity, string key, ReviewedMessage message) =>
            found.Add(new(dimension, severity, key, message.Index, QaFindings.Short(message.Text)));
    }
}
