using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;

namespace SalesFlow.Grains.Conversations;

/// <summary>What follows from words that may ask for silence: the agents' question to the customer, or a note to the person who has the talk.</summary>
internal static class OptOutQuestions
{
    /// <summary>Payloads of the buttons under the question.</summary>
    internal const string Yes = "opt-out:yes", No = "opt-out:no";

    /// <summary>Who writes such a note.</summary>
    internal const string Writer = "system";

    private const int MostQuoted = 200;

    /// <summary>The question whether silence is wanted.</summary>
    internal static OutboundContent Of(string language) => new(OutboundKind.Buttons, ConversationTexts.OptOutQuestion(language),
        [new ReplyButton(Yes, ConversationTexts.OptOutYes(language)), new ReplyButton(No, ConversationTexts.OptOutNo(language))]);

    /// <summary>Whether a message is that question.</summary>
    internal static bool Is(OutboundContent content) => content.Buttons is { Count: > 0 } buttons && buttons[0].Id == Yes;

    /// <summary>The note that says so to whoever has the talk; it names them, so that it stands among what they are mentioned in.</summary>
    internal static NoteAdded Doubt(ConversationState state, string messageId, string words, string language, DateTimeOffset now)
    {
        var person = state.HeldBy is { } holder && holder != LeaseRules.BusinessApp ? holder : state.Desk?.AssignedTo;
        return new NoteAdded(
            Id.Named("opt-out-doubt", messageId), Writer, ConversationTexts.OptOutDoubt(language, Quoted(words)), person is null ? [] : [person], now);
    }

    /// <summary>The note in place of a question that has not left yet, about the customer's last words.</summary>
    internal static NoteAdded Doubt(ConversationState state, OutboxItem question, DateTimeOffset now) =>
        Doubt(state, question.MessageId, state.Lines.FindLast(l => l.FromCustomer)?.Text ?? "…", state.Language, now);

    private static string Quoted(string words) =>
        words.Length <= MostQuoted ? words : words[..(char.IsHighSurrogate(words[MostQuoted - 1]) ? MostQuoted - 1 : MostQuoted)] + "…";
}
