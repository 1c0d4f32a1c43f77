using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SalesFlow.WebApi.Http;

/// <summary>Writes amounts as JSON numbers with exactly two places: 499.00, never 499 and never text.</summary>
internal sealed class TwoPlacesConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteRawValue(Math.Round(value, 2, MidpointRounding.ToEven).ToString("0.00", CultureInfo.InvariantCulture));
}
