using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SalesFlow.WebApi.Http;

/// <summary>Reads enum values in addresses as the same words that JSON uses.</summary>
internal static class EnumQuery
{
    /// <summary>The value of a word such as <c>human_queue</c>.</summary>
    public static bool TryParse<TEnum>([NotNullWhen(true)] string? text, out TEnum value) where TEnum : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<TEnum>())
        {
            if (JsonNamingPolicy.SnakeCaseLower.ConvertName(candidate.ToString()) != text) continue;
            value = candidate;
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>The words of an enum.</summary>
    public static string Words<TEnum>() where TEnum : struct, Enum => Words(typeof(TEnum));

    /// <summary>The words of an enum.</summary>
    public static string Words(Type type) => string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
}
