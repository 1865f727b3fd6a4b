# Waits until every Deployment of the market runs as it is written now.
for d in menu flyers prices search photos mail stats cart coupons clock; do
  kubectl -n market rollout status deployment "$d" --timeout=60s
done
