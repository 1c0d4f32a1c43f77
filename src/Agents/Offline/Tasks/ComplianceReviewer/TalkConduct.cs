using SalesFlow.Agents.Guards;
using SalesFlow.Agents.Language;
using SalesFlow.Agents.Offline.Understanding;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>How a talk was led, as the rules of contact see it.</summary>
/// <param name="Withdrawn">The channels on which the customer asked for silence, with when it was said.</param>
/// <param name="AfterWithdrawal">The first message of ours that ignored it, or null.</param>
/// <param name="HumanClaim">The message of ours that hides the machine, or null.</param>
/// <param name="Hidden">Whether it denies being one; false where it only evades the question.</param>
/// <param name="Unasked">Our messages that answer nothing the customer wrote in the 24 hours before.</param>
/// <param name="Outside">The first of them that comes more than 24 hours after the customer's last, or null.</param>
/// <param name="Unanswered">The longest row of messages of ours without an answer, those of a quarter of an hour counted once.</param>
/// <param name="Minor">The customer's words that show somebody under 18, or null.</param>
/// <param name="MinorIgnored">Whether we went on selling or asking after them.</param>
internal sealed record TalkConduct(
    IReadOnlyDictionary<string, DateTimeOffset?> Withdrawn, string? AfterWithdrawal, string? HumanClaim, bool Hidden,
        IReadOnlyList<ReviewedMessage> Unasked,
    ReviewedMessage? Outside, int Unanswered, string? Minor, bool MinorIgnored)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>Reads it.</summary>
    /// <param name="talk">The talk.</param>
    /// <param name="channel">Where it is held, or null.</param>
    /// <param name="recorded">The channels that something is on record of.</param>
    /// <param name="isPerson">Whether it is known that a person writes for us.</param>
    public static TalkConduct Read(ReviewedTalk talk, string? channel, IReadOnlySet<string> recorded, bool isPerson)
    {
        var withdrawn = new Dictionary<string, DateTimeOffset?>(StringComparer.Ordinal);
        var unasked = new List<ReviewedMessage>();
        string? after = null, claim = null, minor = null;
        bool silent = false, reopened = false, confirmed = false, asked = false, hidden = false, minorIgnored = false;
        ReviewedMessage? outside = null, lastTheirs = null, lastOurs = null;
        int row = 0, longest = 0;
        foreach (var message in talk.Messages)
        {
            if (message.FromCustomer == true)
            {
                var meaning = Understander.Read(message.Text, Context.None);
                var here = Wish(message.Text, meaning, channel, recorded, out var channels);
                foreach (var one in channels) withdrawn[one] = message.At;
                if (here) (silent, reopened, confirmed) = (true, false, false);
                else if (silent && Says(message.Text, "again") && meaning.Intent is not Intent.Complaint)
                {
                    silent = false;
                    withdrawn.Clear();
                }
                else if (silent) reopened = meaning.Intent is Intent.Inquiry or Intent.Price or Intent.Booking or Intent.Interest or Intent.Support
                    or Intent.Privacy or Intent.Human or Intent.AiQuestion;
                asked = meaning.Intent == Intent.AiQuestion || PhraseBook.Claims.Find(message.Text).Exists(h => h.Concept == "ai_question");
                if (minor is null && (meaning.Intent == Intent.Minor || meaning.Has(Circumstances.Minor) || PracticeReader.Read([message.Text], DateTimeOffset.UnixEpoch).Minor)) minor
                    = message.Text;
                lastTheirs = message;
                (row, lastOurs) = (0, null);
                continue;
            }
            if (message.FromCustomer is null) continue;
            if (silent && !reopened)
            {
                if (confirmed || !Confirms(message.Text)) after ??= message.Text;
                confirmed = true;
            }
            if (!isPerson && !IsPerson(message.Speaker) && claim is null && HidesMachine(message.Text, asked, out var denies)) (claim,
                hidden) = (message.Text, denies);
            asked = false;
            if (minor is not null && !Says(message.Text, "guardian") && (message.Text.AsSpan().ContainsAny('?', '؟')
                || Sells(message.Text) || Says(message.Text, "data") || Says(message.Text, "personal"))) minorIgnored = true;
            var answers = lastTheirs is not null && (message.At is null || lastTheirs.At is null || message.At - lastTheirs.At <= Window);
            if (!answers) unasked.Add(message);
            if (outside is null && !answers && lastTheirs is not null) outside = message;
            if (lastOurs?.At is null || message.At is null || message.At - lastOurs.At > TimeSpan.FromMinutes(15)) row++;
            lastOurs = message;
            longest = Math.Max(longest, row);
        }
        return new(withdrawn, after, claim, hidden, unasked, outside, longest, minor, minorIgnored);
    }

    /// <summary>Whether the message asks for silence on this channel, and on which channels altogether.</summary>
    private static bool Wish(string text, Understood meaning, string? channel, IReadOnlySet<string> recorded, out List<string> channels)
    {
        channels = [];
        // A phrase of refusal counts where the message as a whole does not want something else: "stop sending the old one, send the new one".
        if (meaning.Intent != Intent.OptOut && (meaning.Intent is Intent.Inquiry or Intent.Interest or Intent.Price or Intent.Booking or Intent.Affirm
            || Says(text, "instead") || !PhraseBook.Claims.Find(text).Exists(h => h.Concept == "opt_out_wish"))) return false;
        bool calls = Says(text, "channel_call"), texts = Says(text, "channel_text"), mails = Says(text, "channel_mail");
        if (Says(text, "channel_every") && !calls && !mails) texts = true;
        // "Don't call, write to me": silence of another channel than the one it is said on.
        if (calls && !mails && channel is not null and not "call" && Prefers(text)) channels.Add("call");
        else if (mails && !calls && !texts && channel is not "email") channels.Add("email");
        else if (channel is not null) channels.Add(channel);
        else channels.AddRange(recorded.Where(c => c != "data_processing").DefaultIfEmpty("whatsapp"));
        return channel is null || channels.Contains(channel);
    }

    /// <summary>Whether the customer names writing as what they want instead of calls.</summary>
    private static bool Prefers(string text)
    {
        foreach (var sentence in DescribedSentence.Cut(text.Replace('،', '.').Replace(',', '.')))
            if (sentence.Says("channel_text") && !sentence.Denies("channel_text") && !sentence.Names("withdrew")
                && !sentence.Says("channel_call")) return true;
        return false;
    }

    /// <summary>The one message that may follow: it says that we stop, and sells and asks nothing.</summary>
    private static bool Confirms(string text)
    {
        if (text.AsSpan().ContainsAny('?', '؟')) return false;
        var hits = PhraseBook.Claims.Find(text);
        return Says(text, "confirm") && !hits.Exists(h => h.Concept is "discount_offered" or "fabricated_deadline" or "pressure")
            && !(Says(text, "turn") && hits.Exists(h => h.Concept == "marketing"));
    }

    private static bool HidesMachine(string text, bool asked, out bool denies)
    {
        var plain = ArabicText.Normalise(text);
        var discloses = PhraseBook.Claims.Find(text).Exists(h => h.Concept == "ai_disclosure");
        var sentences = DescribedSentence.Cut(text);
        // "No bot here" is an answer to the question; elsewhere it may speak of something else.
        denies = ReplyGuard.IsHumanClaim(plain) || asked && !discloses && sentences.Exists(s => s.Denies("robot") || s.Says("human")
            || s.Says("named_human"));
        return denies || asked && !discloses;
    }

    /// <summary>Whether the input's word for the writer means a person.</summary>
    private static bool IsPerson(string? speaker) => speaker is not null && Says(speaker, "human");

    private static bool Sells(string text) => PhraseBook.Claims.Find(text).Exists(h => h.Concept is "marketing" or "discount_offered");

    private static bool Says(string text, string concept) => PhraseBook.Practices.Places(text).Exists(h => h.Concept == concept);
}
