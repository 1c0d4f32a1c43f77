using System.Globalization;
using System.Text.RegularExpressions;
using SalesFlow.Channels;
using SalesFlow.Conversations;
using SalesFlow.Text;

namespace SalesFlow.Grains.Conversations;

/// <summary>What no answer of an agent may do, whoever wrote it: name a price that is not the tenant's, be empty or endless, change the language.</summary>
internal static partial class ReplyGuards
{
    /// <summary>More messages than this in one answer is a flood.</summary>
    internal const int MaxMessages = 3;

    /// <summary>The channel's limit for text, in characters.</summary>
    internal const int MaxText = 4096;

    /// <summary>The objection as a stable word, or null where there is none.</summary>
    internal static string? Check(TurnReply reply)
    {
        if (reply.Messages.Count == 0 && reply.HandOver is null) return "empty";
        if (reply.Messages.Count > MaxMessages) return "too_many_messages";
        foreach (var message in reply.Messages)
        {
            if (message.Kind is OutboundKind.Text or OutboundKind.Buttons or OutboundKind.List)
            {
                if (string.IsNullOrWhiteSpace(message.Text)) return "empty";
                if (message.Text.Length > (message.Kind == OutboundKind.Text ? MaxText : 1024)) return "too_long";
                if (ArabicText.Share(message.Text, reply.Language) is < ArabicText.LeastShare) return "language";
                foreach (var amount in Amounts(message.Text))
                    if (!reply.AllowedAmounts.Contains(amount)) return "price";
            }
        }
        return null;
    }

    /// <summary>Every amount of money that a text names: a number beside a currency.</summary>
    internal static IEnumerable<decimal> Amounts(string text)
    {
        foreach (Match m in Money().Matches(ArabicText.AsciiDigits(text)))
        {
            var digits = m.Groups["n"].Value.Replace(",", string.Empty, StringComparison.Ordinal).Replace("٬", string.Empty, StringComparison.Ordinal)
                .Replace('٫', '.');
            if (decimal.TryParse(digits, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount)) yield return amount;
        }
    }

    /// <summary>Every number that a text names, money or not.</summary>
    internal static IEnumerable<decimal> Numbers(string text)
    {
        foreach (Match m in Number().Matches(ArabicText.AsciiDigits(text)))
        {
            var digits = m.Value.Replace(",", string.Empty, StringComparison.Ordinal).Replace("٬", string.Empty, StringComparison.Ordinal).Replace('٫', '.');
            if (decimal.TryParse(digits, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)) yield return number;
        }
    }

    private const string Digits = @"\d{1,3}(?:[,٬]\d{3})+(?:[.٫]\d+)?|\d+(?:[.٫]\d+)?";

    [GeneratedRegex($@"(?:(?<n>{Digits})\s*(?:ريال|ر\.\s?س|﷼|SAR\b|SR\b|riyals?\b|USD\b|dollars?\b|دولار|\$))|(?:(?:SAR|SR|USD|\$|﷼)\s*(?<n>{Digits}))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex Money();

    [GeneratedRegex(Digits, RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex Number();
}
